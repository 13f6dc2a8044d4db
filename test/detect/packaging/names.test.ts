import { expect, test } from '@jest/globals';
import { mergeDependencies, normaliseName, readRequirement } from '../../../core/detect/packaging/names.js';

test('names have one spelling', () => {
  expect(['Flask_SQLAlchemy', 'zope.interface', 'a--b'].map(normaliseName)).toEqual([
    'flask-sqlalchemy',
    'zope-interface',
    'a-b',
  ]);
});

test.each([
  ['fastapi', { name: 'fastapi' }],
  [
    'uvicorn[standard]==0.30.1 ; python_version < "3.13"',
    { name: 'uvicorn', version: '0.30.1', extras: ['standard'], marker: 'python_version < "3.13"' },
  ],
  ['django>=4,<5', { name: 'django' }],
  ['x==1.*', { name: 'x' }],
  ['money @ file:../money', { name: 'money', url: 'file:../money' }],
])('%s', (text, expected) => {
  expect(readRequirement(text)).toEqual(expected);
});

test.each(['', '--hash=sha256:1', './lib', 'https://x.org/a.whl', 'C:\\x'])('%j is no requirement', (text) => {
  expect(readRequirement(text)).toBeUndefined();
});

test('doubles are joined', () => {
  expect(
    mergeDependencies([{ name: 'b' }, { name: 'a', extras: ['y'] }, { name: 'a', version: '1', extras: ['x'] }]),
  ).toEqual([{ name: 'a', version: '1', extras: ['x', 'y'] }, { name: 'b' }]);
});
