// Words of the page in two languages; the reader's choice is remembered where the browser allows it.
const words = {
  language: rememberedLanguage(),

  say(key, values = {}) {
    const text = data.interface[words.language][key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  },

  // Name of a class or relation in the reader's language.
  label(thing) {
    return thing[words.language] || thing.id;
  },

  switch() {
    words.language = words.language === 'zh' ? 'en' : 'zh';
    document.documentElement.lang = words.language === 'zh' ? 'zh-CN' : 'en';
    try { localStorage.setItem('xianzhi.language', words.language); } catch { /* a file may have no storage */ }
  },
};

function rememberedLanguage() {
  try {
    return localStorage.getItem('xianzhi.language') === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh';
  }
}
