using TechTransfer.Contracts;
using TechTransfer.Hosting;

return await ServiceHost.RunAloneAsync(args, new ContractsService());
