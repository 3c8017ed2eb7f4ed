// Keyboard for lists and decisions: J and K (in a list the arrows, too) move, the key in data-key presses its button, follows its link or ticks its box.
// Never while somebody types; Escape ends the typing.
const typing = target => target.closest('textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])');
const links = () => [...document.querySelectorAll('[data-rows] > li')].map(row => row.querySelector('a.btn, h3 a, a')).filter(Boolean);
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && typing(event.target)) event.target.blur();
  if (typing(event.target)) return;
  const inList = document.activeElement.closest('[data-rows]');
  const key = inList && event.key === 'ArrowDown' ? 'j' : inList && event.key === 'ArrowUp' ? 'k' : event.key.toLowerCase();
  if (key === 'j' || key === 'k') {
    const all = links();
    const focused = all.indexOf(document.activeElement);
    const now = focused >= 0 ? focused : all.findIndex(link => link.hasAttribute('aria-current'));
    const next = all[now + (key === 'j' ? 1 : -1)] ?? all[key === 'j' ? 0 : all.length - 1];
    // On a narrow screen the list is folded away.
    next?.closest('details:not([open])')?.setAttribute('open', '');
    next?.focus();
    event.preventDefault();
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
