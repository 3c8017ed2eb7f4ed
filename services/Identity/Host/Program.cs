using TechTransfer.Hosting;
using TechTransfer.Identity;

return await ServiceHost.RunAloneAsync(args, new IdentityService());
