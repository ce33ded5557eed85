/** The versions of Python that functions can be defined with. */
export const PYTHON_RUNTIMES = ['python3.11', 'python3.12', 'python3.13', 'python3.14'] as const;

/** A version of Python of AWS Lambda. */
export type PythonRuntime = (typeof PYTHON_RUNTIMES)[number];

/** The newest glibc that the wheels may need: Amazon Linux 2023 has 2.34, Amazon Linux 2 has 2.26. */
const AMAZON_LINUX_2023 = { glibc: 34, uvPlatform: 'manylinux_2_34' };
export const LINUX_OF: Readonly<Record<PythonRuntime, { glibc: number; uvPlatform: string }>> = {
  'python3.11': { glibc: 26, uvPlatform: 'manylinux_2_17' },
  'python3.12': AMAZON_LINUX_2023,
  'python3.13': AMAZON_LINUX_2023,
  'python3.14': AMAZON_LINUX_2023,
};
