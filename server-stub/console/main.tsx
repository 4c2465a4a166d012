/** Starts the console. */
import { render } from 'preact';
import '../../shared/staff-look.css';
import './style.css';
import './case.css';
import './devices/devices.css';
import './school.css';
import './print.css';
import { App } from './App.tsx';

const root = document.getElementById('root');
if (root) render(<App />, root);
