const flash = document.querySelector('.flash')
if (flash) setTimeout(() => flash.remove(), 5000)

const article = document.getElementById('post')
if (article) document.title = JSON.parse(article.textContent).title
