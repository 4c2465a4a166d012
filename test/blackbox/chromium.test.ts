/** Chromium in every situation. */
import { conformance } from './harness/conformance.ts';

conformance('chromium');
