/** Entry of the self-check: wires the technician's page to the background. */
import { render } from 'preact';
import '../../shared/staff-look.css';
import '../../extension/selfcheck/selfcheck.css';
import { ask, listen } from '../../extension/platform/messages.ts';
import { Selfcheck } from '../../extension/selfcheck/Selfcheck.tsx';

const root = document.querySelector('#root');
if (root) render(<Selfcheck ask={ask} listen={listen} copy={(text) => navigator.clipboard.writeText(text)} />, root);
