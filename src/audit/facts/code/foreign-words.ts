// What people call things in their own language: Spanish, Portuguese, French, Italian, German, Turkish and Polish, as far as
// public programs in them were read. English words stand where they are asked for.

/** Keys and fields that say who somebody is. */
export const FOREIGN_PERSON =
  /usu[aá]ri|utilisateur|utilizador|utente|benutzer|nutzer|kullan[iı]c|u[zż]ytkownik|correo|cliente|courriel/i

/** The whole name of a field, column or variable that holds a password. */
export const FOREIGN_PASSWORD =
  /^(?:\w{1,30}_)?(?:contrase(?:n|ñ|ni)a|senha|mot_?de_?passe|mdp|kennwort|[sş]ifre|has[lł]o)[12]?$/i

/** A column of such a name, in a statement of SQL. */
export const FOREIGN_PASSWORD_COLUMN =
  /\b(?:contrase(?:n|ñ|ni)a|senha|mot_?de_?passe|mdp|kennwort|[sş]ifre|has[lł]o)\b/i

/** Words of a path's last segment or of a function's name, put together without separators. */
export const FOREIGN_LOGIN =
  /^(?:ingresar|ingreso|iniciarsesion|iniciosesion|acceder|acceso|entrar|acessar|logar|connexion|seconnecter|anmelden|anmeldung|einloggen|giris|girisyap|accedi|accesso|zaloguj|logowanie)$/
export const FOREIGN_LOGOUT =
  /^(?:cerrarsesion|salir|sair|deconnexion|sedeconnecter|abmelden|abmeldung|ausloggen|cikis|cikisyap|esci|wyloguj|wylogowanie)$/
export const FOREIGN_REGISTER =
  /^(?:registro|registrar|registrarse|registrarusuario|crearcuenta|crearusuario|cadastro|cadastrar|cadastrarusuario|criarconta|inscription|sinscrire|registrierung|registrieren|kayit|kayitol|registrazione|registrati|rejestracja|zarejestruj)$/

/** A path or a name that says that something is changed. */
export const FOREIGN_CHANGE =
  /(?:^|[_/-])(?:eliminar|borrar|quitar|agregar|actualizar|modificar|guardar|cancelar|crear|editar|cambiar|enviar|procesar|pagar|transferir|aprobar|rechazar|comprar|excluir|deletar|remover|apagar|adicionar|atualizar|alterar|salvar|criar|processar|aprovar|rejeitar|supprimer|ajouter|modifier|annuler|creer|envoyer|payer|loeschen|hinzufuegen|bearbeiten|speichern|senden|bezahlen|sil|ekle|guncelle|elimina|aggiungi|modifica|usun|dodaj|edytuj)(?:[_/-]|$)/
