// Keyboard for lists and decisions: J and K move, a letter in data-key presses its button. Never while somebody types.
const typing = target => target.closest('input, textarea, select, [contenteditable]');
const links = () => [...document.querySelectorAll('[data-rows] > li')].map(row => row.querySelector('a.btn, h3 a, a')).filter(Boolean);
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const key = event.key.toLowerCase();
  if (key === 'j' || key === 'k') {
    const all = links();
    const now = all.findIndex(link => link === document.activeElement || link.hasAttribute('aria-current'));
    const next = all[now + (key === 'j' ? 1 : -1)] ?? all[key === 'j' ? 0 : all.length - 1];
    next?.focus();
    if (next?.closest('[data-open]')) next.click();
    return;
  }
  const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (button) {
    event.preventDefault();
    // A decision that needs reasons goes there first.
    const needed = document.getElementById(button.dataset.needs);
    if (needed && !button.form.querySelector(':checked') && ![...button.form.querySelectorAll('textarea')].some(text => text.value.trim())) {
      needed.querySelector('input').focus();
      return;
    }
    button.click();
  }
});
