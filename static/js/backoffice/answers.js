// What happens when the server does not answer an htmx request as wanted.

export function watchAnswers() {
  const notice = () => document.getElementById("not-connected");
  const show = (isLost) => {
    if (notice()) notice().hidden = !isLost;
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    // A login that has ended is answered with the login page: go there instead of showing it inside.
    const path = new URL(event.detail.xhr.responseURL || location.href).pathname;
    if (path === "/login") {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    // The page's token belongs to a session that is over: the page itself says what to do then.
    if (event.detail.xhr.status === 400 || event.detail.xhr.status === 401) location.reload();
  });
  document.addEventListener("htmx:afterRequest", (event) => show(!event.detail.successful));
}
