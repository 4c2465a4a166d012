/** Entry of the self-check: wires the technician's page to the background. */
import { render } from 'preact';
import '../../shared/staff-look.css';
import '../../extension/selfcheck/selfcheck.css';
import { ask, listen } from '../../extension/platform/messages.ts';
import { readInstallation } from '../../extension/platform/installation.ts';
import { Selfcheck } from '../../extension/selfcheck/Selfcheck.tsx';

const root = document.querySelector('#root');
const copy = (text: string) => navigator.clipboard.writeText(text);
if (root) render(<Selfcheck ask={ask} listen={listen} copy={copy} installation={readInstallation} />, root);
