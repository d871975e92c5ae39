// Keeps the page as the machine is: asks, waits for the next change, and sends the switches.
"use strict";

const controls = document.getElementById("controls");
const jobs = document.getElementById("jobs");
let seen = -1;
let round = 0;

function show(told) {
  seen = told.version;
  jobs.innerHTML = told.jobs;
  for (const input of controls.querySelectorAll("input")) {
    if (input.name === "paper") input.checked = input.value === told.paper;
    else if (input.name in told) input.checked = told[input.name];
  }
}

async function follow(mine) {
  while (mine === round) {
    try {
      const mm = controls.elements.mm.value;
      const language = document.documentElement.dataset.language;
      const answer = await fetch(`/jobs?seen=${seen}&mm=${mm}&lang=${language}`);
      const told = await answer.json();
      if (mine === round) show(told);
    } catch {
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

function send(what, value) {
  return fetch("/", { method: "POST", body: new URLSearchParams({ do: what, value }) });
}

controls.addEventListener("change", (event) => {
  const input = event.target;
  if (input.name === "mm") {
    seen = -1;
    follow(++round);
  } else send(input.name, input.type === "radio" ? input.value : Number(input.checked));
});
controls.addEventListener("click", (event) => {
  if (event.target.type === "button") send(event.target.name, "1");
});
follow(round);
