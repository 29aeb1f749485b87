/*
 * A disk that answers EIO to fsync, made with a library that the server's process loads first. The page cache hides such a
 * disk from every other test: bytes read back well and are gone after the next power cut. So the only right answer is no.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { problemSchema, usageSchema } from '@rollcall/protocol'
import { hashesBelow, photoOf, putFiles, shaOf } from './media-files.ts'
import type { Scene } from './scene.ts'
import {
  assetsOf,
  callLibrary,
  intactBlobs,
  listOf,
  openHousehold,
  openScene,
  statusOf,
  syncOnce,
} from './scene.ts'
import { until } from './until.ts'

/** Fails for files whose path holds the text in the file `$FAILING_FSYNC`; for none while that file is not there. */
const SHIM = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_failing(int descriptor) {
  const char *flag = getenv("FAILING_FSYNC");
  int file = flag == NULL ? -1 : open(flag, O_RDONLY);
  if (file < 0) return 0;
  char part[256] = "", link[64], path[4096] = "";
  ssize_t count = read(file, part, sizeof part - 1);
  close(file);
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  if (count <= 0 || readlink(link, path, sizeof path - 1) < 0) return 0;
  return strstr(path, part) != NULL;
}

static int sync_or_fail(const char *name, int descriptor) {
  if (is_failing(descriptor)) { errno = EIO; return -1; }
  return ((int (*)(int))dlsym(RTLD_NEXT, name))(descriptor);
}

int fsync(int descriptor) { return sync_or_fail("fsync", descriptor); }
int fdatasync(int descriptor) { return sync_or_fail("fdatasync", descriptor); }
`

describe('[R14] a disk whose fsync fails', { concurrency: true, skip: whyNoShim() }, () => {
  for (const [what, part] of Object.entries({
    'under the bytes': '/incoming',
    'under the folder of the blob': '/blobs/',
    'under the database': 'rollcall.db',
  })) {
    test(`${what} makes the server refuse, and keep no word that it could not keep`, async () => {
      await using scene = await openScene()
      const a = join(scene.folder, 'a')
      await putFiles(a, { 'one.jpg': photoOf(1), 'two.jpg': photoOf(2) })
      const flag = join(scene.folder, 'failing')
      const env = { LD_PRELOAD: await compileShim(scene), FAILING_FSYNC: flag }
      const { server } = await openHousehold(scene, ['a'], { env })

      await writeFile(flag, part)
      const other = new Uint8Array(photoOf(3))
      const response = await callLibrary(a, 'PUT', `blobs/${shaOf(other)}`, { body: other })
      assert.deepEqual(
        [response.status, problemSchema.parse(await response.json()).code],
        [500, 'storage_failed'],
      )
      const sync = scene.start(['sync', '--folder', a])
      await until('a reason for both originals', async () => {
        const items = await listOf(a, 'waiting')
        return items.filter(({ code }) => code === 'readback_mismatch').length === 2
      })
      sync.stop()
      assert.equal((await sync.ended()).code, 0)
      assert.equal((await statusOf(a)).safe, 0)
      assert.deepEqual(await assetsOf(a), [])
      const usage = usageSchema.parse(await (await callLibrary(a, 'GET', 'usage')).json())
      assert.deepEqual([usage.usedBytes, usage.reservedBytes], [0, 0])

      await rm(flag)
      assert.equal((await syncOnce(a)).safe, 2)
      for (const sha256 of hashesBelow(a)) assert.ok(intactBlobs(server.data).has(sha256))
      assert.deepEqual(await readdir(join(server.data, 'incoming')), [])
    })
  }
})

function whyNoShim(): string | false {
  if (process.platform !== 'linux') return 'only Linux loads a library first'
  try {
    execFileSync('cc', ['--version'], { stdio: 'pipe' })
    return false
  } catch {
    return 'there is no C compiler here'
  }
}

async function compileShim(scene: Scene): Promise<string> {
  const source = join(scene.folder, 'failing-fsync.c')
  const library = join(scene.folder, 'failing-fsync.so')
  await writeFile(source, SHIM)
  execFileSync('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl'], { stdio: 'pipe' })
  return library
}
