using TechTransfer.Hosting;
using TechTransfer.Matching;
using TechTransfer.Matching.Host;

return await ServiceHost.RunAloneAsync(args, new MatchingService(), new OneIndex());
