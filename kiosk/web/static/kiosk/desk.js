// The counter at which the tablet stands, and who serves there.
import { byId } from "./page.js";
import { t } from "./texts.js";
import { viewAt } from "./timetable.js";

export class Desk {
  constructor() {
    this.kiosk = null;   // as the server told it last
    this.counter = null; // as it is now
  }

  // take uses what the server told, and says whether anything is different now.
  take(kiosk, now) {
    this.kiosk = kiosk && kiosk.counter ? kiosk : null;
    return this.follow(now);
  }

  // follow keeps to the timetable, and says whether anything is different now.
  follow(now) {
    const before = JSON.stringify(this.counter);
    this.counter = this.kiosk ? viewAt(this.kiosk, now) : null;
    return JSON.stringify(this.counter) !== before;
  }

  onDuty() { return this.counter ? this.counter.on_duty : []; }

  // draw shows the counter and the officer, null for nobody in particular.
  draw(officer) {
    const counter = this.counter;
    if (!counter) { return; }
    byId("unit").textContent = counter.unit_name;
    byId("photo").hidden = !(officer && officer.photo_url);
    if (officer && officer.photo_url) { byId("photo").src = officer.photo_url; }
    byId("officer").textContent = officer ? officer.name : counter.name;
    byId("desk").textContent = this.line(officer);
    byId("other").hidden = this.onDuty().length < 2;
    byId("screen-faces").classList.toggle("k-several", this.onDuty().length > 1);
    byId("phone").hidden = false;
  }

  line(officer) {
    const counter = this.counter;
    if (!officer) { return counter.open ? counter.unit_name : t("kiosk.nobody"); }
    return counter.name + (counter.services.length === 1 ? " · " + counter.services[0].name : "");
  }

  // drawPeople offers those on duty; onPick is called with the one that is touched.
  drawPeople(onPick) {
    const people = byId("people");
    const key = JSON.stringify(this.onDuty());
    if (people.getAttribute("data-people") === key) { return; }
    people.setAttribute("data-people", key);
    people.textContent = "";
    this.onDuty().forEach((duty) => people.appendChild(person(duty, onPick)));
  }
}

// person is a button with the photo and the name of an officer.
export function person(officer, onPick) {
  const button = document.createElement("button");
  const photo = document.createElement("img");
  button.type = "button";
  button.className = "k-person";
  photo.className = "portrait";
  photo.alt = "";
  photo.src = officer.photo_url;
  button.appendChild(photo);
  button.appendChild(document.createTextNode(officer.name));
  button.addEventListener("click", () => onPick(officer));
  return button;
}

