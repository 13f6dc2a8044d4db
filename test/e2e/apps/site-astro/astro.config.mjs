export default { base: '/docs' };
