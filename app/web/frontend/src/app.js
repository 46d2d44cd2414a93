// What every page has: CSRF for htmx, dialogs, toasts, copy buttons, masked values, pickers, one submit per click, drafts, keys.
import './app/requests.js';
import { startCopying } from './app/copying.js';
import { startDialogs } from './app/dialogs.js';
import { startDrafts } from './app/drafts.js';
import { startFlow } from './app/flow.js';
import { startPickers } from './app/picker.js';
import { startRevealing } from './app/reveal.js';
import { startSheet } from './app/sheet.js';
import { startToasts } from './app/toasts.js';

startToasts();
startDialogs();
startCopying();
startRevealing();
startPickers();
startFlow();
startDrafts();
startSheet();
