const page = document.body.dataset, frame = document.querySelector("iframe"), status_line = document.querySelector("#status");
const news = new EventSource(`/news?edition=${page.asked}`);

news.onmessage = (message) => {
  const now = JSON.parse(message.data);
  status_line.textContent = now.status;
  status_line.className = now.saving ? "saving" : "";
  if (now.edition !== page.edition) return location.reload();
  if (now.version !== Number(page.version)) show(now.version);
};
news.onerror = () => { status_line.textContent = page.stopped; };

async function show(version) {
  page.version = version;
  const answer = await fetch(`/findings?edition=${page.asked}`);
  document.querySelector("#findings").innerHTML = await answer.text();
  const place = frame.contentWindow.scrollY;
  frame.onload = () => frame.contentWindow.scrollTo(0, place);
  frame.contentWindow.location.reload();
}
