// Forms that react: choices redraw the fields by asking the server, files go up one by one; without this the buttons do it.
import { startRedrawing } from './forms/redraw.js';
import { startUploads } from './forms/upload.js';

for (const form of document.querySelectorAll('form')) {
  if (!form.querySelector('.form-row, .form-group')) continue;
  startRedrawing(form);
  startUploads(form);
}
