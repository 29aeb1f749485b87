/** Texts of the page on which a device that is signed in lets another one in. */
export const linkEn = {
  title: 'Let a device in',
  how: 'Type the code that the other device shows.',
  code: 'Code',
  look: 'Go on',
  question: (name: string) => `Let “${name}” into your library?`,
  from: (address: string) => `It asks from ${address}.`,
  fromNowhere: 'The server cannot tell where it asks from.',
  means: 'It will see, change and delete your photos like every device of yours, until you remove it.',
  check: 'Go on only if you have the device before you and it shows this code:',
  approve: 'Let it in',
  decline: 'Not now',
  approved: (name: string) => `“${name}” is in. It goes on by itself.`,
  toDevices: 'See your devices',
}

/** See {@link linkEn}. */
export const linkDe: typeof linkEn = {
  title: 'Ein Gerät hereinlassen',
  how: 'Tippe den Code ein, den das andere Gerät zeigt.',
  code: 'Code',
  look: 'Weiter',
  question: (name) => `„${name}“ in deine Mediathek lassen?`,
  from: (address) => `Es fragt von ${address}.`,
  fromNowhere: 'Der Server kann nicht sagen, von wo es fragt.',
  means: 'Es wird deine Fotos sehen, ändern und löschen wie jedes deiner Geräte, bis du es entfernst.',
  check: 'Mach nur weiter, wenn du das Gerät vor dir hast und es diesen Code zeigt:',
  approve: 'Hereinlassen',
  decline: 'Jetzt nicht',
  approved: (name) => `„${name}“ ist drin. Es macht von selbst weiter.`,
  toDevices: 'Deine Geräte ansehen',
}
