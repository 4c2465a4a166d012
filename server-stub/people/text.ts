/** Every sentence that people's routes and commands show to a person. */

const minutes = (seconds: number) => (seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`);

export const text = {
  signInFirst: 'Sign in first.',
  wrongPassword: 'The e-mail address or the password is not right. Check both and try again.',
  wait: (seconds: number) =>
    `Too many wrong passwords for this account. Wait ${minutes(seconds)}, then try again. A passkey works at once.`,
  busy: 'Too many people are signing in at this moment. Try again in a few seconds.',
  closed: 'This account is closed. Ask your school’s administrator.',
  inviteUnknown: 'This invitation is not valid: it was used, has expired, or was replaced. Ask for a new one.',
  passwordIsName: 'Choose a password that is not your e-mail address or your name.',
  notSameOrigin: 'This request came from another site and was refused. Open Dolphin’s own page and try again.',
  noProvider:
    'Signing in by the school’s own accounts is not set up, or the provider cannot be reached. Use your password or passkey.',
  lastAdmin: 'This is the last administrator. Give somebody else that role first.',
  passUnknown: 'This pass is not valid: it was used, is over, or was ended. Ask the office for a new one.',
  notJson: 'The request could not be read. It must be a JSON object with the fields this address asks for.',
  notRight: (field: string, reason: string) => `${field}: ${reason}.`,
  tooLong: 'The request is too long.',
  notForBrowser: 'A connected browser may not do this. Open Dolphin’s staff page and sign in there.',
  codeUnknown: 'This code is not valid: it has expired, was used, or is mistyped. Start again in the extension.',
  codeTaken: 'Somebody else has already opened this code. Start again in the extension.',
  codesFull: 'Too many browsers are waiting to be connected. Try again in a few minutes.',
  tokenUnknown: 'There is no such connected browser.',
  pending: 'Nobody has agreed yet. Keep asking at the given interval.',
  slowDown: 'Asked too soon. Keep to the given interval.',
  expired: 'This code is no longer valid. Start again.',
  denied: 'The connection was refused. Start again if that was a mistake.',
  passkeyFresh: 'For a new passkey, sign in again first; the sign-in must be fresh.',
  passkeyRefused: 'The passkey was not accepted. Try again, or sign in with your password.',
  passkeyUnknown: 'There is no such passkey.',
  add: {
    email: 'The e-mail address does not look like one.',
    name: 'Give a name of 1 to 120 ordinary characters.',
    roles: (known: string) => `Give at least one role, from: ${known}.`,
    groups: 'Give at most 50 groups, each of 1 to 120 ordinary characters.',
    self: 'Nobody can give themselves a role. Another administrator must do it.',
    elsewhere: 'This e-mail address belongs to a person at another school of this server.',
    there: 'This person already has an account. Change their roles in the console instead.',
    closed: 'This person’s account was closed. It must be reopened, not made again.',
  },
} as const;
