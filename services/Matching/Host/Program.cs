using TechTransfer.Hosting;
using TechTransfer.Matching;

return await ServiceHost.RunAloneAsync(args, new MatchingService());
