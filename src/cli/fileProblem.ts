import { UserFacingError } from '../common/errors';

const reasons: Readonly<Partial<Record<string, readonly [reason: string, remedy: string]>>> = {
  ENOENT: ['there is no such file or folder', 'Check the path.'],
  EISDIR: ['it is a folder', 'Name a file in it.'],
  ENOTDIR: ['a part of its path is a file', 'Check the path.'],
  EACCES: ['permission is denied', 'Change its permissions or choose another place.'],
  EPERM: ['permission is denied', 'Change its permissions or choose another place.'],
  EROFS: ['the file system is read-only', 'Choose another place.'],
  ENOSPC: ['the disk is full', 'Free some space or choose another place.'],
  EDQUOT: ['your quota of disk space is used up', 'Free some space or choose another place.'],
  EFBIG: ['it would be larger than the system allows', 'Choose another place or fewer files.'],
  EMFILE: ['too many files are open', 'Close some and try again.'],
  ELOOP: ['its symbolic links go round in a circle', 'Check the path.'],
  ENAMETOOLONG: ['its name is too long', 'Choose a shorter name.'],
  ERR_FS_FILE_TOO_LARGE: ['it is too large', 'Split it.'],
};

/** What to say of a file that could not be read or written. */
export function fileProblem(
  path: string,
  action: 'read' | 'written',
  cause: unknown,
): UserFacingError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
  const [reason, remedy] = reasons[code] ?? [code, 'Check the path.'];
  return new UserFacingError(
    'unreadable',
    `${path} cannot be ${action}: ${reason}. ${remedy}`,
    [],
    { cause },
  );
}
