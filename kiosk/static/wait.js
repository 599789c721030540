// Opens the page for which a new browser waits. Without scripts the page itself does.
(function () {
  "use strict";

  var next = document.getElementById("next");
  setTimeout(function () { location.replace(next.href); }, 1000 * Number(next.getAttribute("data-after")));
})();
