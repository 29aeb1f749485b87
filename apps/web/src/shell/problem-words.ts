/** Why the server did not do what somebody asked for in these pages, and what to do about it. */
export const problemsEn = {
  wrong_password: 'The name or the password is not right. Check both and try again.',
  throttled: (seconds: string) => `Too many attempts. Wait ${seconds} s, then try again.`,
  passkey_refused: 'This passkey opens no account here. Use another one, or the password.',
  passkeys_unavailable: 'Passkeys need https and an address with a name. Use the password here.',
  too_many_passkeys: 'This account has as many passkeys as it can have. Remove one first.',
  reauthentication_required: 'Show that it is you first, with the password or a passkey.',
  code_expired: 'This code has run out or was used. Ask for a new one on the other device.',
  wrong_setup_token: 'This link is not good any more. Start the server again: it prints a new one.',
  already_set_up: 'This server already has its owner. Sign in instead.',
  client_too_old: 'This page is older than the server. Reload it to get the new one.',
  cross_site: 'This did not come from this page, so the server did not take it. Reload the page.',
  owner_only: 'Only the owner of this server can do this.',
  not_found: 'It is not there any more. Reload the page to see what is.',
  server_disk_full: 'The disk of the server is full. Its owner can make room.',
  shutting_down: 'The server is just being stopped. Try again when it is back.',
  signed_out: 'You are signed out. Sign in again.',
  name_taken: 'That name is taken. Choose another one.',
  name_unusable: 'A name needs 1 to 100 characters. Choose another one.',
  password_short: (least: string) => `A password needs ${least} characters or more. Choose a longer one.`,
  password_long: (most: string) => `A password can have ${most} characters. Choose a shorter one.`,
}

/** See {@link problemsEn}. */
export const problemsDe: typeof problemsEn = {
  wrong_password: 'Der Name oder das Passwort stimmt nicht. Prüfe beides und versuche es noch einmal.',
  throttled: (seconds) => `Zu viele Versuche. Warte ${seconds} s und versuche es dann noch einmal.`,
  passkey_refused: 'Dieser Passkey öffnet hier kein Konto. Nimm einen anderen oder das Passwort.',
  passkeys_unavailable: 'Passkeys brauchen https und eine Adresse mit einem Namen. Nimm hier das Passwort.',
  too_many_passkeys: 'Dieses Konto hat so viele Passkeys, wie es haben kann. Entferne zuerst einen.',
  reauthentication_required: 'Zeige zuerst, dass du es bist: mit dem Passwort oder einem Passkey.',
  code_expired:
    'Dieser Code ist abgelaufen oder verbraucht. Lass dir auf dem anderen Gerät einen neuen geben.',
  wrong_setup_token: 'Dieser Link gilt nicht mehr. Starte den Server neu: Er gibt einen neuen aus.',
  already_set_up: 'Dieser Server hat schon seinen Besitzer. Melde dich stattdessen an.',
  client_too_old: 'Diese Seite ist älter als der Server. Lade sie neu, dann bekommst du die neue.',
  cross_site:
    'Das kam nicht von dieser Seite, deshalb hat der Server es nicht angenommen. Lade die Seite neu.',
  owner_only: 'Das kann nur der Besitzer dieses Servers.',
  not_found: 'Das gibt es nicht mehr. Lade die Seite neu, um zu sehen, was da ist.',
  server_disk_full: 'Die Festplatte des Servers ist voll. Sein Besitzer kann Platz schaffen.',
  shutting_down: 'Der Server wird gerade angehalten. Versuche es, wenn er wieder da ist.',
  signed_out: 'Du bist abgemeldet. Melde dich wieder an.',
  name_taken: 'Dieser Name ist vergeben. Wähle einen anderen.',
  name_unusable: 'Ein Name braucht 1 bis 100 Zeichen. Wähle einen anderen.',
  password_short: (least) => `Ein Passwort braucht mindestens ${least} Zeichen. Wähle ein längeres.`,
  password_long: (most) => `Ein Passwort kann ${most} Zeichen haben. Wähle ein kürzeres.`,
}
