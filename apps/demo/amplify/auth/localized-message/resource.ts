import { defineLocalizedMessage } from '@amplify-recipes/custom-message/resources';

export const customMessage = defineLocalizedMessage({
  defaultLocale: 'en',
  templates: {
    CustomMessage_SignUp: {
      en: {
        emailSubject: 'Your code for the demo',
        emailMessage: '<p>Hello! Confirm your account with the code <b>{####}</b>.</p>',
      },
      es: {
        emailSubject: 'Tu código para la demo',
        emailMessage: '<p>¡Hola! Confirma tu cuenta con el código <b>{####}</b>.</p>',
      },
      de: {
        emailSubject: 'Dein Code für die Demo',
        emailMessage: '<p>Hallo! Bestätige dein Konto mit dem Code <b>{####}</b>.</p>',
      },
    },
    CustomMessage_ForgotPassword: {
      en: {
        emailSubject: 'A new password for the demo',
        emailMessage: '<p>Set your new password with the code <b>{####}</b>.</p>',
      },
      es: {
        emailSubject: 'Nueva contraseña para la demo',
        emailMessage: '<p>Elige tu nueva contraseña con el código <b>{####}</b>.</p>',
      },
      de: {
        emailSubject: 'Ein neues Passwort für die Demo',
        emailMessage: '<p>Wähle dein neues Passwort mit dem Code <b>{####}</b>.</p>',
      },
    },
    CustomMessage_Authentication: {
      en: {
        emailSubject: 'Sign in to the demo',
        emailMessage: '<p>Sign in with the code <b>{####}</b>.</p>',
      },
      es: {
        emailSubject: 'Entra en la demo',
        emailMessage: '<p>Entra con el código <b>{####}</b>.</p>',
      },
      de: {
        emailSubject: 'Melde dich bei der Demo an',
        emailMessage: '<p>Melde dich mit dem Code <b>{####}</b> an.</p>',
      },
    },
    CustomMessage_UpdateUserAttribute: {
      en: {
        emailSubject: 'Your new address for the demo',
        emailMessage: '<p>Confirm your new address with the code <b>{####}</b>.</p>',
      },
      es: {
        emailSubject: 'Tu nueva dirección para la demo',
        emailMessage: '<p>Confirma tu nueva dirección con el código <b>{####}</b>.</p>',
      },
      de: {
        emailSubject: 'Deine neue Adresse für die Demo',
        emailMessage: '<p>Bestätige deine neue Adresse mit dem Code <b>{####}</b>.</p>',
      },
    },
    CustomMessage_VerifyUserAttribute: {
      en: {
        emailSubject: 'Your new address for the demo',
        emailMessage: '<p>Confirm your new address with the code <b>{####}</b>.</p>',
        smsMessage: 'Confirm your phone number for the demo with the code {####}.',
      },
      es: {
        emailSubject: 'Tu nueva dirección para la demo',
        emailMessage: '<p>Confirma tu nueva dirección con el código <b>{####}</b>.</p>',
        smsMessage: 'Confirma tu teléfono para la demo con el código {####}.',
      },
      de: {
        emailSubject: 'Deine neue Adresse für die Demo',
        emailMessage: '<p>Bestätige deine neue Adresse mit dem Code <b>{####}</b>.</p>',
        smsMessage: 'Bestätige deine Telefonnummer für die Demo mit dem Code {####}.',
      },
    },
  },
});
