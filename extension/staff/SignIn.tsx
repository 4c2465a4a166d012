/** Signing this browser in: one button, then a code to compare with the school's page. */
import { message } from '../locales/catalogue.ts';
import { ask, type StaffView } from '../platform/messages.ts';
import { Mark } from './Mark.tsx';

export function SignIn({ view }: { view: StaffView }) {
  if (view.noServer) return <p>{message('staff.no-server')}</p>;
  if (view.signIn) {
    const { userCode, page } = view.signIn;
    return (
      <div class="stack">
        <p>{message('staff.approve')}</p>
        <p class="code">
          <span class="unseen">{message('staff.code')} </span>
          {userCode}
        </p>
        <a class="button" href={page} target="_blank" rel="noreferrer">
          {message('staff.open-page')}
        </a>
        <button type="button" class="button button-plain" onClick={() => void ask('staff.signOut', {})}>
          {message('staff.cancel')}
        </button>
      </div>
    );
  }
  return (
    <div class="stack">
      <div class="empty">
        <Mark />
        <span>{message('staff.sign-in-why')}</span>
      </div>
      <button type="button" class="button button-main" onClick={() => void ask('staff.signIn', {})}>
        {message('staff.sign-in')}
      </button>
    </div>
  );
}
