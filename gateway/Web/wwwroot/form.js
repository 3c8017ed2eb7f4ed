// The form of a listing. Without it every button posts the whole form; with it rows are added in place and a draft saves itself.
const form = document.querySelector('form[data-draft]');
const note = document.getElementById('save-note');
let dirty = false, refused = false, timer, running;

const post = (verb, headers) => {
  const data = new FormData(form);
  data.set('Do', verb);
  // A chosen file is for reading it only; it need not travel with every save.
  if (verb !== 'prefill') data.delete('File');
  return fetch(form.action, { method: 'POST', body: data, headers });
};
const page = async response => new DOMParser().parseFromString(await response.text(), 'text/html');

// Draws the part with this id again from a page. Keeps the focus where it was, or puts it where the new row begins.
const swap = (id, from, focus) => {
  const old = document.getElementById(id), fresh = from.getElementById(id);
  if (!old || !fresh) return;
  const active = old.contains(document.activeElement) ? document.activeElement.id : null;
  old.replaceWith(document.adoptNode(fresh));
  if (focus === 'last') [...fresh.querySelectorAll('tbody tr, .card-row')].at(-1)?.querySelector('input, select')?.focus();
  else if (active) document.getElementById(active)?.focus();
};

const redraw = async (id, verb) => {
  try {
    const response = await post(verb, { Accept: 'text/html' });
    if (!response.ok) throw new Error(response.statusText);
    swap(id, await page(response), verb.startsWith('add:') ? 'last' : null);
  } catch {
    form.querySelector(`#${CSS.escape(id)} button[value^="part:"]`)?.click();
  }
};

const save = () => {
  if (running || !dirty) return;
  running = send().finally(() => {
    running = null;
    if (dirty && !refused) later(2500);
  });
};

const send = async () => {
  clearTimeout(timer);
  dirty = false;
  note.textContent = note.dataset.saving;
  try {
    const response = await post('autosave', { Accept: 'application/json, text/html' });
    if (response.status === 412) {
      const fresh = await page(response);
      form.elements.Version.value = fresh.querySelector('form[data-draft] [name=Version]').value;
      const typed = document.activeElement;
      note.textContent = fresh.getElementById('save-note').textContent;
      swap('part-notices', fresh);
      takeOver(fresh, typed);
      form.toggleAttribute('data-autosave', false);
      document.getElementById('clash')?.scrollIntoView({ block: 'center' });
      return;
    }
    const answer = await response.json();
    note.textContent = answer.note;
    // What was refused waits for the next key; asking again would be refused again.
    refused = !response.ok;
    if (refused) {
      dirty = true;
      return;
    }
    form.elements.Version.value = answer.version;
    if (form.getAttribute('action') !== answer.address) {
      form.setAttribute('action', answer.address);
      history.replaceState(null, '', answer.address);
      document.getElementById('f-organisation')?.closest('.field').remove();
    }
    post('part:coach', { Accept: 'text/html' }).then(page).then(fresh => swap('part-coach', fresh)).catch(() => {});
  } catch (error) {
    console.info('not saved', error);
    dirty = refused = true;
    note.textContent = note.dataset.failed;
    later(15000);
  }
};

// What was read comes back as a whole form with what was typed; a refusal leaves everything as it is, the chosen file too.
const prefill = async button => {
  const file = form.elements.File;
  if (file.files[0]?.size > 10 * 1024 * 1024) {
    note.textContent = button.dataset.large;
    return;
  }
  clearTimeout(timer);
  await running;
  note.textContent = button.dataset.reading;
  button.disabled = true;
  try {
    const response = await post('prefill', { Accept: 'text/html' });
    const fresh = await page(response), filled = fresh.querySelector('form[data-draft]');
    if (!filled) throw new Error(response.statusText);
    note.textContent = fresh.getElementById('save-note').textContent;
    if (response.ok) {
      form.replaceChildren(...document.adoptNode(filled).childNodes);
      dirty = true;
      later(2500);
    } else swap('part-notices', fresh);
    form.querySelector('.notice[role]')?.focus();
  } catch (error) {
    console.info('not read', error);
    note.textContent = note.dataset.failed;
  }
  button.disabled = false;
};

// A guess that was changed or confirmed is none any more.
const settle = target => {
  if (target.name !== 'Sure' || target.checked) target.closest('.field')?.querySelector(':scope > .guessed')?.remove();
  if (target.closest('td, .card-row')) target.closest('fieldset').querySelector(':scope > .guessed')?.remove();
};

// After a clash the answer holds both people's changes: what only the other one changed goes into the controls that stand here.
const takeOver = (fresh, typing) => {
  for (const control of fresh.querySelectorAll('form[data-draft] :is(input:not([type=hidden], [type=checkbox]), textarea, select)[id]')) {
    const here = document.getElementById(control.id);
    if (here && here !== typing && here.value !== control.value) here.value = control.value;
  }
};

const later = delay => {
  clearTimeout(timer);
  if (form.hasAttribute('data-autosave') && form.elements.title.value.trim()) timer = setTimeout(save, delay);
};

if (form) {
  // The page came back with what was typed, which is not what is saved.
  dirty = form.hasAttribute('data-unsaved');
  form.addEventListener('input', event => {
    settle(event.target);
    dirty = true;
    refused = false;
    later(2500);
  });
  form.addEventListener('change', event => {
    const part = event.target.dataset.part;
    if (part) redraw(part, 'part:' + event.target.name);
  });
  form.addEventListener('click', event => {
    const button = event.target.closest('button[data-part], button[data-prefill]');
    if (!button) return;
    if ('prefill' in button.dataset) {
      event.preventDefault();
      prefill(button);
      return;
    }
    event.preventDefault();
    dirty = true;
    redraw(button.dataset.part, button.value).then(() => later(2500));
  });
  form.addEventListener('submit', event => {
    dirty = false;
    clearTimeout(timer);
    if (!running) return;
    // What is being saved raises the version that this press is to build on.
    event.preventDefault();
    const pressed = event.submitter;
    running.then(() => form.requestSubmit(pressed));
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' && form.hasAttribute('data-autosave') && form.elements.title.value.trim()) save();
  });
  window.addEventListener('beforeunload', event => {
    if (dirty || running) event.preventDefault();
  });
  form.querySelector('.notice[role=alert]')?.focus();
}
