// The page around textual-serve's terminal: it opens the session, fits the terminal to what the on-screen keyboard
// leaves free, gives a touch screen the keys that it lacks, and says why a session ended.
"use strict";
(() => {
  const script = document.currentScript;
  const token = script.dataset.token;
  const nonce = script.nonce;
  const touch = matchMedia("(pointer: coarse)").matches;
  const TRIED = "perflead.tried";
  const COLUMNS = 45, ADVANCE = 0.6, LARGE = 16, SMALL = 11; // characters a row; width of one; sizes of the font
  const KEYS = { escape: "\x1b", up: "\x1b[A", down: "\x1b[B", next: "\t", enter: "\r", help: "\x1bOP", language: "\x1bOQ" };
  const find = (selector) => document.querySelector(selector);
  let line = null;

  // A code in the address would stay in the history of this browser.
  const anchored = location.hash.length > 1;
  if (location.hash || location.search) history.replaceState(null, "", "/");

  // The terminal writes styles of its own; the policy of the page knows them by its nonce.
  const make = document.createElement.bind(document);
  document.createElement = (name, options) => {
    const element = make(name, options);
    if (String(name).toLowerCase() === "style") element.nonce = nonce;
    return element;
  };

  // An enlarged window may say the pixels of a canvas wrong; the terminal's own arithmetic is right everywhere.
  const observe = ResizeObserver.prototype.observe;
  ResizeObserver.prototype.observe = function (element, options) {
    if (options && options.box === "device-pixel-content-box") throw new TypeError("not here");
    return observe.call(this, element, options);
  };

  // Sessions: textual-serve's script opens the only socket of this page.
  class Line extends WebSocket {
    constructor(address) {
      super(address);
      line = this;
      let opened = false;
      this.addEventListener("open", () => { opened = true; sessionStorage.removeItem(TRIED); });
      this.addEventListener("close", (event) => (opened ? ended(event.code) : refused()));
      this.addEventListener("message", (event) => heard(event.data));
    }
  }
  window.WebSocket = Line;

  function heard(data) {
    if (typeof data !== "string") {
      if (find("#opening").hidden) return;
      find("#opening").hidden = true;
      line.send('["focus"]');
      if (!touch) find(".xterm-helper-textarea").focus();
      return;
    }
    const [kind, told] = JSON.parse(data);
    if (kind !== "page") return;
    if (told.background) document.body.style.background = told.background;
    keyboard(told.keyboard);
  }

  function ended(code) {
    const words = find(`[data-code="${code}"]`) || find('[data-code="lost"]');
    words.hidden = false;
    find("#ended").hidden = false;
    find("#again").focus();
  }

  // The server did not take the session: the first page says why. If it does not, sockets do not come through.
  function refused() {
    const tried = Number(sessionStorage.getItem(TRIED) || 0);
    if (tried >= 2) {
      sessionStorage.removeItem(TRIED);
      ended("never");
    } else {
      sessionStorage.setItem(TRIED, String(tried + 1));
      setTimeout(() => location.reload(), 500 + 1000 * tried);
    }
  }

  // The on-screen keyboard comes for fields to write in, and not for every touch.
  function keyboard(wanted) {
    if (!touch) return;
    const area = find(".xterm-helper-textarea");
    const mode = wanted ? "text" : "none";
    find('[data-keys="keyboard"]').setAttribute("aria-pressed", String(wanted));
    if (!area || area.inputMode === mode) return;
    area.inputMode = mode;
    if (document.activeElement === area) area.blur();
    if (wanted) area.focus();
  }

  function press(name) {
    if (name === "keyboard") {
      keyboard(find(".xterm-helper-textarea").inputMode === "none");
    } else if (line && line.readyState === WebSocket.OPEN) {
      line.send(JSON.stringify(["stdin", KEYS[name]]));
    }
  }

  // A finger that moves up or down turns the wheel.
  function scrollByTouch(terminal) {
    let last = null;
    terminal.addEventListener("touchstart", (event) => {
      last = event.touches.length === 1 ? event.touches[0].clientY : null;
    }, { passive: true });
    terminal.addEventListener("touchmove", (event) => {
      if (last === null || event.touches.length !== 1) return;
      const { clientX, clientY } = event.touches[0];
      const screen = find(".xterm-screen");
      for (const step = 24; screen && Math.abs(clientY - last) >= step; last += clientY > last ? step : -step) {
        const deltaY = clientY > last ? -1 : 1;
        screen.dispatchEvent(new WheelEvent("wheel", {
          deltaY, deltaMode: WheelEvent.DOM_DELTA_LINE, clientX, clientY, bubbles: true, cancelable: true,
        }));
      }
      event.preventDefault();
    }, { passive: false });
  }

  // What the keyboard leaves free: the visual viewport.
  function fit() {
    const view = window.visualViewport;
    if (view && view.scale > 1.01) return; // enlarged with two fingers: the page stays as it is
    document.body.style.height = view ? `${view.height}px` : "";
    document.body.style.transform = view && view.offsetTop ? `translateY(${view.offsetTop}px)` : "";
    if (window.onresize) window.onresize();
  }

  async function start() {
    const terminal = find("#terminal");
    const size = Math.floor(innerWidth / COLUMNS / ADVANCE);
    terminal.dataset.fontSize = String(Math.max(SMALL, Math.min(LARGE, size)));
    terminal.dataset.sessionWebsocketUrl = `${location.origin.replace(/^http/, "ws")}/s/${token}`;
    find("#anchor").hidden = !anchored;
    find("#keys").hidden = !touch;
    find("#again").addEventListener("click", () => location.reload());
    for (const button of document.querySelectorAll("#keys button")) {
      button.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => press(button.dataset.keys));
    }
    scrollByTouch(terminal);
    if (window.visualViewport) {
      visualViewport.addEventListener("resize", fit);
      visualViewport.addEventListener("scroll", fit);
    }
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
    // Cells are measured once, so the font has to be there first.
    const fonts = Promise.all(["", "bold ", "italic "].map((kind) => document.fonts.load(`${kind}16px "Roboto Mono"`)));
    await Promise.race([fonts.catch(() => {}), new Promise((resolve) => setTimeout(resolve, 5000))]);
    const bundle = make("script");
    bundle.nonce = nonce;
    bundle.src = "/static/textual.js";
    bundle.addEventListener("load", () => {
      if (document.readyState === "complete") window.onload(new Event("load"));
      fit();
    });
    document.head.append(bundle);
  }
  document.addEventListener("DOMContentLoaded", start);
})();
