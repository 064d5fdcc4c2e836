const token = document.querySelector('meta[name="csrf-token"]').content

for (const button of document.querySelectorAll('[data-withdraw]')) {
  button.addEventListener('click', async () => {
    await fetch(button.dataset.withdraw, { method: 'DELETE', headers: { 'X-CSRF-Token': token } })
    location.reload()
  })
}
