/** The staff panel: the popup under the toolbar icon, or a small window of its own (`?window`). */
import { render } from 'preact';
import '../../shared/staff-look.css';
import '../../extension/staff/panel.css';
import { message } from '../../extension/locales/catalogue.ts';
import { Panel } from '../../extension/staff/Panel.tsx';

const root = document.getElementById('root');
document.title = message('staff.title');
// A popup is as large as its content says; a window is as large as the person made it.
document.documentElement.classList.toggle('popup', !new URLSearchParams(location.search).has('window'));
if (root) render(<Panel />, root);
