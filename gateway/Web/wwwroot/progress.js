// Draws #progress again from this page's own address while it asks for it, so that progress is seen without a reload.
const draw = async () => {
  const part = document.getElementById('progress');
  const delay = Number(part?.dataset.poll);
  if (!delay) return;
  await new Promise(done => setTimeout(done, delay));
  try {
    const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
    if (response.ok) {
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      for (const id of ['progress', 'headline']) {
        const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
        if (old && fresh) old.replaceWith(document.adoptNode(fresh));
      }
    }
  } catch (error) {
    console.info('no progress', error);
  }
  draw();
};
draw();
