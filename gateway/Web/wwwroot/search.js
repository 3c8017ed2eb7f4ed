// Suggestions under the search box, and selects that submit their form. Without script the form works as it is.
for (const select of document.querySelectorAll('select[data-submit]')) select.addEventListener('change', () => select.form.requestSubmit());

const box = document.querySelector('input[data-suggest]');
if (box) {
  const list = Object.assign(document.createElement('datalist'), { id: 'suggestions' });
  box.after(list);
  box.setAttribute('list', list.id);
  let asked = '', waiting;
  const ask = async () => {
    const text = box.value.trim();
    if (text.length < 1 || text === asked) return;
    asked = text;
    waiting?.abort();
    waiting = new AbortController();
    try {
      const response = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: waiting.signal });
      if (!response.ok) return;
      const { items } = await response.json();
      list.replaceChildren(...items.slice(0, 8).map(item => Object.assign(document.createElement('option'), { value: typeof item === 'string' ? item : item.text ?? item.title })));
    } catch (error) {
      if (error.name !== 'AbortError') console.info('no suggestions', error);
    }
  };
  box.addEventListener('input', ask);
}
