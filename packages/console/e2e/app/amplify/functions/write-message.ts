import type { CustomMessageTriggerHandler } from 'aws-lambda';

export const handler: CustomMessageTriggerHandler = async (event) => {
  const code = event.request.codeParameter;
  event.response.emailSubject = 'Your code for the garden';
  event.response.emailMessage = `<h2>Welcome to the garden</h2><p>Your code is <b>${code}</b>.</p><p>Or open <a href="https://garden.example.com/confirm?code=${code}">this link</a>.</p><img src="https://tracker.example.com/pixel.gif" alt=""><script>document.title = 'taken'</script>`;
  event.response.smsMessage = `Your code for the garden is ${code}. https://garden.example.com`;
  return event;
};
