/** Every sentence the commands show; numbers and names go in, nothing from the network does. */
export const commandText = {
  usage: [
    'dolphin: the report server of the classroom panic button',
    '',
    '  init --school NAME [--profile P] [--origin URL]   make the store, the keys and the first invitations',
    '  serve [--port N] [--host H] [--tls-cert F --tls-key F] [--only devices|staff]',
    '  user add --email E --name N --roles R,R [--groups G,G]',
    '  user emergency --email E --name N                  an administrator for the envelope; its use is told at once',
    '  policy --out DIR [NAME=VALUE…]                     write the deployment kit for the browsers',
    '  policy check FILE…                                 name every mistake in a policy file',
    '  pack [chromebook-names]                            sign the extension for /updates/',
    '  config set KEY VALUE | config get [KEY]',
    '  doctor [--recovery-code CODE]                      what is wrong and how to mend it, a line each',
    '  test-alert                                         a drill through every channel',
    '  verify [--head HASH]                               check the whole audit chain',
    '',
    'Every command takes --data DIR (default .dolphin) and --json.',
  ],
  unknownCommand: 'There is no such command; run "dolphin --help" for the list.',
  wrongOption: (message: string) => `${message} Run "dolphin --help" for the options.`,
  postgres:
    'DATABASE_URL is set, but PostgreSQL is not available in this version; unset it, or give --data DIR to use the built-in store.',
  noSchool: 'There is no school here yet; run "dolphin init --school NAME" first, or give the right --data DIR.',
  exists: 'There is a school here already, and init never overwrites one; give another --data DIR for another school.',
  schoolName: 'Give the school’s name with --school, 1 to 100 ordinary characters.',
  profile: (known: string) => `--profile must be one of: ${known}.`,
  profileWrong: (name: string, mistakes: readonly string[]) =>
    [
      `The profile ${name} has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}; correct it and start again.`,
      ...mistakes,
    ].join('\n'),
  origin:
    'The --origin must be the address devices reach this server at, such as https://dolphin.school.example, with nothing behind the host and port (http:// only for this computer itself).',
  sameEmail: 'Give two different mail addresses with --admin-email and --dsl-email.',
  setupTooLong: 'The school’s name and address together are too long for a setup code; give a shorter --school.',
  environmentKey: 'DOLPHIN_SCHOOL_KEY does not hold a private P-256 key with a kid as JSON; correct or unset it.',
  port: 'The --port must be a number from 0 to 65535.',
  only: 'The --only must be devices or staff.',
  tls: 'Give --tls-cert and --tls-key together.',
  tlsUnreadable: 'The TLS certificate or key cannot be read; check both paths and that this user may read them.',
  tlsWrong: 'The TLS certificate and key do not fit together, or are not PEM; check both files.',
  portTaken: (port: number) => `Port ${port} is in use by another program; stop that one or give another --port.`,
  cannotListen: 'The server cannot listen at this --host and --port; check both, and whether this user may use them.',
  listening: (url: string) => `listening on ${url}`,
  opened: (count: number) =>
    `${count === 1 ? '1 report that was' : `${count} reports that were`} set apart could now be opened.`,
  erasedAgain: (count: number) =>
    `${count === 1 ? '1 report that had' : `${count} reports that had`} been erased came back with a backup and ${count === 1 ? 'is' : 'are'} erased again.`,
  userWhat:
    'Say what to do with a user: "dolphin user add --email E --name N --roles R,R", or "dolphin user emergency --email E --name N".',
  userOptions: 'Give --email, --name and --roles.',
  roles: (known: string) => `--roles must be one or more, separated by commas, of: ${known}.`,
  configWhat: 'Say "dolphin config set KEY VALUE" or "dolphin config get [KEY]".',
  configKey: (known: string) => `There is no such setting. The settings are: ${known}.`,
  configValue: (key: string, reason: string) => `${key} ${reason}.`,
  configUnset: (key: string) => `${key} is not set.`,
  configSet: (key: string) => `${key} is set.`,
  verified: (entries: number, head: string) => `The chain is whole: ${entries} entries, head ${head}.`,
  broken: {
    missing: (seq: number) => `Entry ${seq} of the audit chain is missing.`,
    link: (seq: number) => `Entry ${seq} of the audit chain does not follow the one before it.`,
    hash: (seq: number) => `Entry ${seq} of the audit chain has been changed.`,
  },
  row: {
    changed: (id: string, seq: number) => `Report ${id} is not what entry ${seq} of the audit chain says.`,
    gone: (id: string, seq: number) => `Report ${id} of entry ${seq} of the audit chain is gone.`,
    foreign: (id: string) => `Report ${id} is not in the audit chain.`,
    case: (id: string, seq: number) => `Where incident ${id} stands is not what entry ${seq} of the audit chain says.`,
    written: (_id: string, seq: number) => `What was written in entry ${seq} of the audit chain is changed or gone.`,
    incident: (id: string, seq: number) =>
      `The state of report ${id} is not what entry ${seq} of the audit chain says.`,
  },
  headMissing: 'The chain does not contain that head: entries have been removed or rewritten since.',
  headShape: 'The --head must be a hash as "dolphin verify" prints it.',
  tried: (channel: string, ok: boolean, set: boolean, result: string) =>
    `${ok ? 'good' : set ? 'FAILED' : 'not used'}: ${channel} (${result})`,
  channelFailed: 'A channel that is set up did not work; mend it and try again.',
  doctor: {
    line: (state: string, name: string, line: string) =>
      `${state === 'good' ? 'good' : state === 'bad' ? 'MEND' : 'skip'}  ${name}: ${line}`,
    found: 'Something is to be mended; each line says what to do.',
    wrongCode: 'This recovery code does not open the school’s key; check what was written down, or make a new key.',
    noTls: 'the address is not https, so there is none; devices of other computers need https.',
    certificateFails:
      'the school’s own address cannot be reached with a certificate that devices trust; check the name, the proxy and that the server runs.',
    certificate: (days: number) =>
      days < 0
        ? 'has expired; renew it now.'
        : days < 21
          ? `ends in ${days} days; renew it now.`
          : `good for ${days} days.`,
    clockBack: 'reports lie in the future: this computer’s clock was set back; let it follow a time server.',
    clockUnknown: 'too few reports yet to compare it with the devices’ clocks.',
    clock: (seconds: number) =>
      Math.abs(seconds) < 300
        ? `within ${Math.abs(seconds)} seconds of most devices.`
        : `${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} most devices; let it follow a time server.`,
    disk: (mebibytes: number) =>
      mebibytes > 1024
        ? `${mebibytes} MiB free.`
        : `only ${mebibytes} MiB free; make room before reports have to wait on the devices.`,
    noMail: 'not set up; set smtp.url and mail.from with "dolphin config set".',
    mail: 'the mail server lets Dolphin in, encrypted.',
    mailFails: (result: string) =>
      `the mail server does not let Dolphin in (${result}); check smtp.url, its password and that it offers TLS.`,
    noBackup: 'there has been none; run "dolphin backup --to FILE" every night.',
    backup: (days: number) =>
      days <= 2
        ? `${days} days old.`
        : `the last is ${days} days old; see why the nightly "dolphin backup" no longer runs.`,
    noRecovery:
      'nobody has shown that it was written down rightly; take it from its place and run "dolphin doctor --recovery-code CODE" once.',
    recovery: (day: string) => `confirmed on ${day}.`,
    devices: (silent: number, all: number) =>
      silent === 0
        ? `all ${all} have been heard of this week.`
        : `${silent} of ${all} have not been heard of for a week; the page "Devices" says which.`,
    neverPressed: 'no press has ever come; open the practice page on a pupil’s computer and press once.',
    pressed: (days: number) =>
      days <= 14
        ? `the last press came ${days} days ago.`
        : `no press for ${days} days; try one on a pupil’s computer.`,
  },
  failed: 'This could not be done because of a fault of Dolphin’s own; the data is as it was before.',
  cannotOpen: 'The data folder cannot be opened; check --data and that this user may write there.',
  made: {
    school: (name: string) => `Made the school ${name}.`,
    admin: (link: string) => `First administrator (open once): ${link}`,
    dsl: (link: string) => `First safeguarding lead (open once): ${link}`,
    signIn: (admin: string, dsl: string) =>
      `They sign in as ${admin} and ${dsl}; --admin-email and --dsl-email choose others.`,
    setup: 'Setup code for the devices’ policy:',
    recovery: (code: string) =>
      `Recovery code: ${code}\nWrite it down and lock it away: it alone opens the copy of the school’s key that backups carry.`,
    invited: (link: string) => `Invitation (open once): ${link}`,
  },
  names: { admin: 'Administrator', dsl: 'Safeguarding lead' },
} as const;
