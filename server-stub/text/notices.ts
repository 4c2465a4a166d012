/** Every sentence that leaves the school’s server by mail, push or webhook. None names a child, a room, a class or a page. */
export const notices = {
  subject: 'Dolphin: something needs you',
  body: (link: string) =>
    `Something at school needs you.\n\nPlease sign in to see it: ${link}\n\nThis message says nothing more on purpose.\n`,
  card: 'Something at school needs you. Sign in to Dolphin to see it.',
  testSubject: 'Dolphin: a drill of the alerts',
  testBody: (link: string) =>
    `This is a drill. Nothing has happened.\n\nYou got it, so mail from Dolphin reaches you: ${link}\n`,
  headSubject: (day: string) => `Dolphin: the record as it stood on ${day}`,
  headBody: ({ day, entries, head }: { day: string; entries: number; head: string }) =>
    [
      `The school’s record in Dolphin had ${entries} entries on the morning of ${day}. Its seal was:`,
      '',
      `    ${head}`,
      '',
      'Keep this message. Should anybody ever doubt the record, this shows whether it was changed since:',
      `dolphin verify --head ${head}`,
      '',
    ].join('\n'),
  urlSubject: (reference: string) => `Dolphin: an address to look into [${reference}]`,
  urlBody: ({
    address,
    reference,
    forwardsTo,
    link,
  }: {
    address: string;
    reference: string;
    forwardsTo: string | null;
    link: string;
  }) =>
    [
      'A member of staff reported an unsuitable page. DO NOT OPEN IT.',
      '',
      'Its address, made harmless:',
      '',
      `    ${address}`,
      '',
      'Please block it so that this does not happen again.',
      ...(forwardsTo ? [`Where it should be blocked for other schools too, forward it to the ${forwardsTo}.`] : []),
      '',
      'When it is done, answer this message with the word "blocked", or tick it in Dolphin:',
      link,
      '',
      `Reference ${reference}. This message is part of the school’s record.`,
      '',
    ].join('\n'),
} as const;

/** What a notice says on the pages, by kind. */
export const noticeTexts = {
  retention: 'Some records reach the end of their keeping time. Look through them before they are erased.',
  drill: 'Nobody has pressed the dolphin for a while. Try it once in a lesson, so that everyone knows that it works.',
  test: 'A drill of the alerts: nothing has happened. You see it, so the pages work.',
  'nobody-here': 'It is school time and nobody has Dolphin’s page open. A press would reach no one at once.',
  'mail-returned': 'A mail with an address to block came back. Look at the incident and tell the network manager.',
  'mail-answered': 'The network manager has answered the mail about an address. Look at the incident.',
  'mail-withheld':
    'An address that was locked is open again; its mail to the network manager was not sent. Send it now?',
  'offensive-message': 'Somebody was sent a message that is not kind. The school’s policy names you for it.',
  serious: 'There is a serious incident. Sign in to read it.',
  copy: 'There was a press. The school’s policy gives you a copy; nothing is asked of you.',
  digest: 'Yesterday’s presses and what became of them are ready to read.',
  'access-review': 'Who has access to Dolphin is to be looked through and signed.',
  'role-asked': 'Somebody is to get a role that a second person must agree to.',
  'unlock-asked': 'An address that may be illegal is to be unlocked; a second person must agree, or the day passes.',
  'break-glass': 'The emergency account was used.',
  'new-account': 'Somebody signed in for the first time and has no access yet.',
} as const;
