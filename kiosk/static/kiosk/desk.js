// The tablet's counter and its officers on duty.
import { all, byId } from "./page.js";
import { language, t } from "./texts.js";
import { portray } from "./portraits.js";
import { viewAt } from "./timetable.js";

export class Desk {
  constructor() {
    this.kiosk = null;   // the server's last state
    this.counter = null; // the current state
    this.officer = null; // the officer shown
    this.people = [];    // the officers to pick from
  }

  // take uses a new state of the server, and returns whether anything has changed.
  take(kiosk, now) {
    this.kiosk = kiosk && kiosk.counter ? kiosk : null;
    return this.follow(now);
  }

  // follow applies the timetable, and returns whether anything has changed.
  follow(now) {
    const before = JSON.stringify(this.counter);
    this.counter = this.kiosk ? viewAt(this.kiosk, now) : null;
    return JSON.stringify(this.counter) !== before;
  }

  onDuty() { return this.counter ? this.counter.on_duty : []; }

  // draw shows the counter and the officer, null for none.
  draw(officer) {
    const counter = this.counter;
    if (!counter) { return; }
    byId("unit").textContent = counter.unit_name;
    this.officer = officer;
    byId("photo").hidden = !officer;
    this.portray();
    byId("officer").textContent = officer ? officer.name : counter.name;
    byId("desk").textContent = this.line(officer);
    byId("other").hidden = this.onDuty().length < 2;
    byId("screen-faces").classList.toggle("k-several", this.onDuty().length > 1);
    byId("phone").hidden = false;
  }

  line(officer) {
    const counter = this.counter;
    if (!officer && counter.closed) { return counter.closed.texts[language()] || t("kiosk.closed"); }
    if (!officer) { return counter.open ? counter.unit_name : t("kiosk.nobody"); }
    return counter.name + (counter.services.length === 1 ? " · " + counter.services[0].name : "");
  }

  // drawPeople shows the officers on duty; onPick is called with the touched one.
  drawPeople(onPick) {
    const people = byId("people");
    const key = JSON.stringify(this.onDuty());
    if (people.getAttribute("data-people") === key) { this.portray(); return; }
    people.setAttribute("data-people", key);
    people.textContent = "";
    this.people = this.onDuty();
    this.people.forEach((duty) => people.appendChild(person(duty, onPick)));
  }

  // portray retries the photos that failed to load.
  portray() {
    if (this.officer) { portray(byId("photo"), this.officer); }
    all("#people img").forEach((image, i) => portray(image, this.people[i]));
  }
}

// person makes a button with the photo and the name of an officer.
export function person(officer, onPick) {
  const button = document.createElement("button");
  const photo = document.createElement("img");
  button.type = "button";
  button.className = "k-person";
  photo.className = "portrait";
  photo.alt = "";
  portray(photo, officer);
  button.appendChild(photo);
  button.appendChild(document.createTextNode(officer.name));
  button.addEventListener("click", () => onPick(officer));
  return button;
}

