// Looking again from time to time: often while the line is down, seldom while hints come.

const DOWN_MS = 15000;
const UP_MS = 60000;

// Calls `look` at the pace of the line, with a jitter so that phones do not ask in step.
export function startPulse(look, downMs = DOWN_MS) {
  let isUp = false;
  let timer = null;
  const next = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!document.hidden) look();
      next();
    }, (isUp ? UP_MS : downMs) * (0.8 + Math.random() * 0.4));
  };
  const pace = ({ detail }) => {
    isUp = detail.isUp;
    next();
  };
  window.addEventListener("line:changed", pace);
  next();
  return () => {
    clearTimeout(timer);
    window.removeEventListener("line:changed", pace);
  };
}
