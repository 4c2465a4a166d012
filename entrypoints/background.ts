/** The background: wires the parts together and registers every listener in the first tick. */
import { defineBackground } from 'wxt/utils/define-background';
import { toBase64url } from '../shared/base64url.ts';
import { statusKeyBytes } from '../shared/limits.ts';
import { createDolphin } from '../extension/dolphin/background.ts';
import { isDirty, quieten } from '../extension/dolphin/quieten.ts';
import { createHide } from '../extension/hide/hide.ts';
import { createFleet, type Fleet } from '../extension/fleet/fleet.ts';
import { readDeviceKey } from '../extension/outbox/device-key.ts';
import { createOutbox, type Outbox } from '../extension/outbox/outbox.ts';
import { createAlarm, onAnyAlarm } from '../extension/platform/alarms.ts';
import { browser } from '../extension/platform/browser.ts';
import { handle } from '../extension/platform/handle.ts';
import { readInstallation } from '../extension/platform/installation.ts';
import { readManagedDevice } from '../extension/platform/managed-device.ts';
import { tell } from '../extension/platform/messages.ts';
import { updateWhen } from '../extension/platform/update.ts';
import { createPolicy } from '../extension/policy/policy.ts';
import { heartbeatOf } from '../extension/selfcheck/heartbeat.ts';
import { readHealth, rememberInstall } from '../extension/selfcheck/health.ts';
import { createMenu } from '../extension/selfcheck/menu.ts';
import { probe } from '../extension/selfcheck/probe.ts';
import { sendTrial } from '../extension/selfcheck/trial.ts';
import { createStaff } from '../extension/staff/background.ts';

export default defineBackground({
  type: 'module',
  main() {
    const now = Date.now;
    const uuid = () => crypto.randomUUID();
    const statusKey = () => toBase64url(crypto.getRandomValues(new Uint8Array(statusKeyBytes)));
    const call: typeof fetch = (...request) => fetch(...request);
    const { version } = browser.runtime.getManifest();
    const school = createPolicy({ now });
    const current = async () => (await school.current()).policy;
    const lastKnown = async () => (await school.lastKnown()).policy;

    const wakeAt = createAlarm('outbox', () => void outbox.drain('alarm'));
    const outbox: Outbox = createOutbox({
      policy: current,
      fetch: call,
      now,
      random: Math.random,
      uuid,
      version,
      wakeAt,
      mirror: browser.storage.local,
      vouch: (request) => fleet.vouch(request),
    });
    const health = () =>
      readHealth({
        version,
        policyHealth: school.health,
        policy: lastKnown,
        queue: () => outbox.health(),
        device: () => fleet.standing(),
      });
    const fleet: Fleet = createFleet({
      policy: current,
      key: readDeviceKey,
      beat: () =>
        heartbeatOf({
          health,
          installation: readInstallation,
          policy: lastKnown,
          numbers: () => outbox.numbers(),
          now,
        }),
      place: readManagedDevice,
      fetch: call,
      now,
      random: Math.random,
      wakeAt: createAlarm('fleet', () => void fleet.wake()),
    });
    const update = updateWhen(async () => !(await hide.isCovered()));
    const hide = createHide({
      policy: lastKnown,
      outbox,
      now,
      uuid,
      statusKey,
      quieten,
      isDirty,
      freed: update,
    });
    const staff = createStaff({
      policy: current,
      fetch: call,
      now,
      random: Math.random,
      version,
      changed: (view) => void tell('staff.changed', view),
      press: () => void hide.press(undefined),
    });
    const dolphin = createDolphin(lastKnown);
    const menu = createMenu(lastKnown);

    browser.action.onClicked.addListener((tab) => void hide.press(tab));
    browser.commands.onCommand.addListener((command, tab) => {
      if (command === 'press') hide.press(tab);
    });
    handle({
      'press.page': ({ typed }, { tab }) => ({ incident: hide.press(tab, typed) ?? '' }),
      'page.started': async (_, { tab, url }) => {
        const [covered, settings] = await Promise.all([hide.isPageCovered(tab, url), dolphin.settings()]);
        return { covered, dolphin: settings };
      },
      'page.corner': ({ corner }) => dolphin.remember(corner),
      'page.shade': async ({ on }, { tab, url }) => {
        if (on || !(await hide.isPageCovered(tab, url))) await dolphin.shade(tab, on);
      },
      'page.besieged': ({ corner }, { tab }) => dolphin.paint(tab, corner),
      'cover.opened': ({ incident }, { tab }) => hide.opened(incident, tab),
      'cover.status': hide.status,
      'cover.release': hide.release,
      'cover.told': hide.told,
      'cover.help': (data, { tab }) => hide.help(data, tab),
      'staff.opened': staff.opened,
      'staff.press': staff.press,
      'staff.signIn': staff.signIn,
      'staff.signOut': staff.signOut,
      'staff.shown': staff.shown,
      'staff.act': staff.act,
      'health.read': health,
      'health.drain': () => void outbox.drain('retry'),
      'health.probe': async () => {
        const { endpoint } = await lastKnown();
        return endpoint === undefined ? { ok: false, problem: 'network' } : probe({ fetch: call, now }, endpoint);
      },
      'health.trial': () =>
        sendTrial({ outbox, now, uuid, statusKey, page: browser.runtime.getURL('/selfcheck.html') }),
    });
    outbox.onDelivery((delivery) => {
      void hide.delivered(delivery);
      void outbox.health().then((health) => tell('health.changed', health));
    });
    school.onChange(() => {
      dolphin.showRole();
      menu.show();
      staff.policyChanged();
      void outbox.drain('policy');
      void fleet.wake('policy');
    });
    browser.runtime.onStartup.addListener(() => void outbox.drain('startup'));
    addEventListener('online', () => void outbox.drain('online'));
    browser.runtime.onInstalled.addListener(({ reason }) => {
      rememberInstall(reason);
      void dolphin.enterOpenTabs();
      void outbox.drain('installed');
    });
    browser.notifications.onButtonClicked?.addListener(staff.onNotificationButton);
    browser.notifications.onClicked.addListener(staff.onNotificationClick);
    onAnyAlarm(staff.onAlarm);

    hide.start();
    school.start();
    staff.start();
    menu.start();
    dolphin.showRole();
    void outbox.drain('start');
    void fleet.wake();
  },
});
