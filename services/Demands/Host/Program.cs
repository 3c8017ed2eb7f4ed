using TechTransfer.Demands;
using TechTransfer.Hosting;

return await ServiceHost.RunAloneAsync(args, new DemandsService());
