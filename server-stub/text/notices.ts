/** Every sentence that leaves the school’s server by mail, push or webhook. None names a child, a room, a class or a page. */
export const notices = {
  subject: 'Dolphin: something needs you',
  body: (link: string) =>
    `Something at school needs you.\n\nPlease sign in to see it: ${link}\n\nThis message says nothing more on purpose.\n`,
  card: 'Something at school needs you. Sign in to Dolphin to see it.',
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
