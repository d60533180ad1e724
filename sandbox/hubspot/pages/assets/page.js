// Dialogs: a button with data-opens shows the dialog of that id, a button with data-closes hides its own.
for (const opener of document.querySelectorAll('[data-opens]')) {
  opener.addEventListener('click', () => document.getElementById(opener.dataset.opens).showModal());
}
for (const closer of document.querySelectorAll('[data-closes]')) {
  closer.addEventListener('click', () => closer.closest('dialog').close());
}
