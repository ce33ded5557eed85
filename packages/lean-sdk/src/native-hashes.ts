import { replaceModule } from './replaced-module.js';

/** Node.js has these hashes. The SDK also brings them in JavaScript, for runtimes without them. */
export const nativeHashes = ['sha256/Sha256', 'md5/Md5', 'crc32/Crc32'].map((path) => {
  const name = path.replace(/^.*\//, '');
  return replaceModule({
    plugin: 'native-hashes',
    packageName: '@smithy/core',
    file: `dist-es/submodules/checksum/${path}Js.js`,
    exports: [`${name}Js`],
    contents: `export { ${name}Node as ${name}Js } from './${name}Node';`,
  });
});
