/** Our dolphin, small and without a name of its own: the words beside it say it. */
export function Mark() {
  return <img class="mark" src="/dolphin.svg" alt="" />;
}
