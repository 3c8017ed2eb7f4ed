// The browser's own print command, for who looks for a button.
const button = document.getElementById('print');
button.hidden = false;
button.addEventListener('click', () => print());
