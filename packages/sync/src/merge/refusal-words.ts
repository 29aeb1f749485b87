import type { Facts, MutationRefusal } from '@rollcall/protocol'

/** Why the library does not do what was asked of it, as the end of a sentence. */
const REFUSAL_WORDS: Readonly<Record<MutationRefusal, (facts: Facts) => string>> = {
  blob_missing: () => 'the server does not hold its bytes any more',
  deleted_by_you: () => 'somebody deleted it',
  gone: () => 'it is not in the library any more, or was deleted for good',
  wrong_asset_id: () => 'its id does not follow from its original',
  size_mismatch: () => 'the server holds bytes of another size',
  too_many_resources: () => 'it would have too many files',
  not_in_trash: () => 'it is not in the trash, and only what is there can be deleted for good',
  changed_since: () => 'somebody changed it since; look at it again first',
  no_such_album: () => 'that album is not there',
  no_such_file: () => 'it has no such edited file',
  wrong_album_type: ({ type }) =>
    type === 'smart' ? 'a smart album holds what its search finds' : `that is ${albumTypeWords(type)}`,
  album_in_itself: () => 'a folder cannot lie in itself',
  too_deep: ({ most }) => `folders lie at most ${most} deep`,
  too_many_keywords: ({ most }) => `a photo has at most ${most} keywords`,
  no_such_hold: () => 'nothing is held under this id',
  no_such_device: () => 'there is no such device, or it was removed',
  no_such_command: () => 'no such command was given',
}

/** Why the library refuses, as the end of a sentence: "Cannot …: <words>". */
export function refusalWords(code: MutationRefusal, facts: Facts): string {
  return REFUSAL_WORDS[code](facts)
}

function albumTypeWords(type: Facts[string] | undefined): string {
  return type === 'folder' ? 'a folder, which holds albums' : 'an album, which holds photos'
}
