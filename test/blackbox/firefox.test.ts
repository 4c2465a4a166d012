/** Firefox ESR in every situation. */
import { conformance } from './harness/conformance.ts';

conformance('firefox');
