/** Distributions whose import name is another; everything else is found under its own name. Names are PEP 503's. */
const BY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  attr: ['attrs'],
  bs4: ['beautifulsoup4'],
  cv2: ['opencv-python-headless', 'opencv-python'],
  dateutil: ['python-dateutil'],
  docx: ['python-docx'],
  dotenv: ['python-dotenv'],
  fitz: ['pymupdf'],
  git: ['gitpython'],
  google: ['google-cloud-core', 'protobuf'],
  jose: ['python-jose'],
  jwt: ['pyjwt'],
  magic: ['python-magic'],
  multipart: ['python-multipart'],
  MySQLdb: ['mysqlclient'],
  opensearchpy: ['opensearch-py'],
  PIL: ['pillow'],
  pkg_resources: ['setuptools'],
  psycopg2: ['psycopg2-binary', 'psycopg2'],
  serial: ['pyserial'],
  sklearn: ['scikit-learn'],
  slugify: ['python-slugify'],
  yaml: ['pyyaml'],
  zmq: ['pyzmq'],
};

const normal = (name: string): string => name.replaceAll(/[-_.]+/g, '-').toLowerCase();

/** What to install for a module. */
export function distributionOf(module: string): string {
  return BY_IMPORT[module]?.[0] ?? normal(module);
}

/** Whether the declared dependencies hold the module. */
export function isDeclared(dependencies: ReadonlySet<string>, module: string): boolean {
  return [...(BY_IMPORT[module] ?? []), normal(module)].some((name) => dependencies.has(name));
}
