/** Our dolphin, small and without a name of its own: the words beside it say it. */
import dolphin from '../assets/dolphin.svg';

export function Mark() {
  return <img class="mark" src={dolphin} alt="" />;
}
