// Keeps the processing badges and sizes of the shown lists true without a reload.
const source = document.querySelector('[data-status-url]');
const FAST_MS = 800;
const SLOW_MS = 5000;

function show(list) {
  const holder = document.querySelector(`[data-list-id="${CSS.escape(list.listId)}"]`);
  if (!holder) return;
  const badge = holder.querySelector('[data-field="status"]');
  const wasProcessing = badge.classList.contains('processing');
  const isProcessing = list.processingStatus === 'PROCESSING';
  badge.className = `badge ${isProcessing ? 'processing' : 'complete'}`;
  badge.textContent = isProcessing ? 'Processing' : 'Up to date';
  holder.querySelector('[data-field="size"]').textContent = list.size.toLocaleString('en-US');
  // The members shown on a list's own page were read before it was finished.
  if (wasProcessing && !isProcessing && source.dataset.reloadWhenDone !== undefined) location.reload();
}

async function refresh() {
  let wait = SLOW_MS;
  try {
    const answer = await fetch(source.dataset.statusUrl);
    const { lists } = await answer.json();
    for (const list of lists) show(list);
    if (lists.some((list) => list.processingStatus === 'PROCESSING')) wait = FAST_MS;
  } catch {
    // The sandbox is restarting; the next round tells.
  }
  setTimeout(refresh, wait);
}

setTimeout(refresh, FAST_MS);
