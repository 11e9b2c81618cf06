import { targets } from '../copyNative.mjs';

/** Says what this machine lacks, undefined when nothing. */
export function missingRequirement() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    return `Steerscope needs Node 20.19 or newer; this is ${process.version}. Get one from https://nodejs.org and run the command again.`;
  }
  const target = `${process.platform}-${process.arch}`;
  if (!targets.includes(target)) {
    return `Steerscope runs models with onnxruntime, which has no binary for ${target}; it has ${targets.join(', ')}. Use one of these machines.`;
  }
  return undefined;
}
